// npm run pack:image -- <folder>: the file set of the container image, in an empty folder: app/ with the program, the packages
// that it needs to run and a bill of materials, and the empty data/. deploy/Dockerfile copies what this makes.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from './run-steps.mjs';

const [destination] = process.argv.slice(2);
if (destination === undefined) fail('name the folder to pack into');
if (existsSync(destination) && readdirSync(destination).length > 0) fail(`${destination} is not empty`);

function fail(message) {
  console.error(`pack-image: ${message}`);
  process.exit(1);
}

const app = resolve(destination, 'app');
mkdirSync(app, { recursive: true });
mkdirSync(resolve(destination, 'data'));

cpSync('dist', join(app, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.tsbuildinfo') });
cpSync('deploy/health.mjs', join(app, 'health.mjs'));
for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(name, join(app, name));
await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: app });

// What only development needs is not there and must not be asked for.
const { name, version, type, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const manifest = { name, version, private: true, type, dependencies };
writeFileSync(join(app, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const name of ['package-lock.json', '.npmrc']) rmSync(join(app, name));
await run('npm', ['prune', '--omit=dev', '--ignore-scripts', '--offline', '--no-audit', '--no-fund'], {
  cwd: app,
});
const bill = await run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
  cwd: app,
});
writeFileSync(join(app, 'sbom.cdx.json'), bill);

const { components } = JSON.parse(bill);
console.log(`${destination}: version ${version}, ${components.length} packages, listed in app/sbom.cdx.json`);
