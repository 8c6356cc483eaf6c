def test_a_plain_post_outside_a_window_is_cleared(gate):
    stored = gate.add("Bins are collected on Friday")

    assert stored["state"] == "cleared"


def test_a_real_process_answers_as_this_one_does(gate):
    ran = gate.process("check", "Vote Labour", "--at", "2027-04-20T09:00", "--json")

    assert ran.code == 11
    assert ran.json["outcome"] == "block"
