// A PLC directory in memory and a PDS on loopback. Prints one JSON line with its address once it listens;
// ends when standard input is closed.
const { randomBytes } = require("node:crypto");
const { join } = require("node:path");
const { PDS, envToCfg, envToSecrets } = require("@atproto/pds");
const { PlcServer, MockDatabase } = require("@did-plc/server");

const folder = process.argv[2];
const hex = () => randomBytes(32).toString("hex");

async function main() {
  const plc = PlcServer.create({ db: new MockDatabase() });
  const directory = await new Promise((listening) => {
    const server = plc.app.listen(0, "127.0.0.1", () => listening(server));
  });
  const port = await freePort();
  const settings = {
    port,
    hostname: "localhost",
    devMode: true,
    disableSsrfProtection: true,
    dataDirectory: folder,
    blobstoreDiskLocation: join(folder, "blobs"),
    blobstoreDiskTmpLocation: join(folder, "blobs-tmp"),
    didPlcUrl: `http://127.0.0.1:${directory.address().port}`,
    serviceHandleDomains: [".test"],
    inviteRequired: false,
    jwtSecret: hex(),
    adminPassword: hex(),
    plcRotationKeyK256PrivateKeyHex: hex(),
    crawlers: [],
  };
  const pds = await PDS.create(envToCfg(settings), envToSecrets(settings));
  await pds.start();
  console.log(JSON.stringify({ url: `http://localhost:${port}` }));
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

function freePort() {
  const { createServer } = require("node:net");
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

main().catch((wrong) => {
  console.error(wrong);
  process.exit(1);
});
