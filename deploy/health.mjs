// Exit code 0 while the gateway of this container is ready: for engines that ask by running a program.
const { BASE_PATH = '', PORT = '8080' } = process.env;
const url = `http://127.0.0.1:${PORT}${BASE_PATH.replace(/\/$/, '')}/health/ready`;
const { ok } = await fetch(url).catch(() => ({ ok: false }));
process.exit(ok ? 0 : 1);
