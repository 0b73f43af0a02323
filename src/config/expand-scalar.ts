import { readFileSync } from 'node:fs';

/** `${VAR}`, `${VAR:-default}`, `${file:/path}`; `$${` is a literal `${`. */
const PLACEHOLDER = /\$\$\{|\$\{([^}]*)\}/g;
const FILE = 'file:';
const DEFAULT = ':-';

/**
 * Fills the placeholders of one text of config.yaml. What is filled in is not looked at again.
 * @throws Error that names the variable or file, never a value.
 */
export function expandScalar(text: string, environment: NodeJS.ProcessEnv): string {
  return text.replace(PLACEHOLDER, (placeholder, inside: string | undefined) => {
    if (inside === undefined) return '${';
    if (inside.startsWith(FILE)) return readSecret(inside.slice(FILE.length));
    const at = inside.indexOf(DEFAULT);
    const name = at === -1 ? inside : inside.slice(0, at);
    if (!/^\w+$/.test(name)) {
      throw new Error(`${placeholder} is not a placeholder; write $\${ for a literal \${`);
    }
    const value = environment[name];
    if (value !== undefined && value !== '') return value;
    if (at === -1) throw new Error(`the variable ${name} is not set; set it, or write \${${name}:-default}`);
    return inside.slice(at + DEFAULT.length);
  });
}

/** Without the newline that editors and `echo` leave at the end. */
function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(
      `the file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      {
        cause: error,
      },
    );
  }
}
