import { ValidateBy } from 'class-validator';
import { parseDatabaseUrl } from './database-url.js';

const FORMS =
  'must be sqlite:<path>, sqlite::memory: or postgres://<user>:<password>@<host>:<port>/<database>' +
  ' (special characters of the password percent-encoded)';

/** The message names the forms and never the value, which may hold a password. */
export const IsDatabaseUrl = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDatabaseUrl',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseDatabaseUrl(value) !== undefined,
      defaultMessage: () => FORMS,
    },
  });
