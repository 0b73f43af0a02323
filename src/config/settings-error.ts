/** A value as somebody wrote it, and where: `PORT`, or `config.yaml:3:1 port`. */
export interface Written {
  readonly value: unknown;
  readonly where: string;
}

/** One thing to mend. `where` names the variable or the place in the file; `message` never quotes a value. */
export interface Problem {
  readonly where: string;
  readonly message: string;
}

/** The settings cannot be used: every problem there is, so that one round of mending is enough. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly Problem[]) {
    super(
      ['The settings are not valid:', ...problems.map(({ where, message }) => `  ${where}: ${message}`)].join(
        '\n',
      ),
    );
  }
}
