// Registries that do not carry every platform build make npm write a lock file without those entries, and `npm ci`
// then refuses it ("Missing: … from lock file"). This adds the missing optional platform entries, so that the lock
// file is complete on every machine. Run after each `npm install`: `node .ci/complete-lock.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const packages = lock.packages;

/** Platform facts read from a package's own name: `…-linux-arm64-gnu`, `…-win32-x64-msvc`. */
function platformOf(name) {
  const os = /(android|darwin|freebsd|openbsd|netbsd|openharmony|linux|linuxmusl|win32|windows|aix|sunos)/.exec(
    name,
  )?.[1];
  const cpu = /(arm64|x64|ia32|arm|ppc64|riscv64|s390x|loong64|mips64el|wasm32)/.exec(name)?.[1];
  const libc = /(musl)/.test(name) ? 'musl' : /gnu/.test(name) ? 'glibc' : undefined;
  return {
    ...(cpu && { cpu: [cpu] }),
    ...(os && { os: [{ windows: 'win32', linuxmusl: 'linux' }[os] ?? os] }),
    ...(libc && os === 'linux' && { libc: [libc] }),
  };
}

let added = 0;
for (const [parent, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${parent}${parent ? '/' : ''}node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (packages[nested] || packages[hoisted]) continue;
    packages[hoisted] = {
      version,
      ...platformOf(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    };
    added += 1;
  }
}
if (added > 0) {
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`package-lock.json: ${added} platform entries added`);
