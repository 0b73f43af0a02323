import { SettingsError } from './config/settings-error.js';

/** Codes of a listening socket that cannot be had -> what is to be done. */
const SOCKET_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program; stop that one, or set PORT',
  EADDRNOTAVAIL: 'is not an address of this machine; set HOST',
  EACCES: 'may not be opened by this user; set PORT to 1024 or more',
  ENOTFOUND: 'has a name that cannot be resolved; set HOST',
};

/** What a person reads where the gateway does not start. */
export function describeStartFailure(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  return `The gateway cannot start: ${describeSocketFailure(error) ?? String(error)}`;
}

function describeSocketFailure(error: unknown): string | undefined {
  const { code, address, hostname, port } = error as Partial<SocketFailure>;
  const reason = SOCKET_FAILURES[code ?? ''];
  if (reason === undefined) return undefined;
  return `${[address ?? hostname, port].filter((part) => part !== undefined).join(' port ')} ${reason}.`;
}

interface SocketFailure {
  readonly code: string;
  readonly address: string;
  readonly hostname: string;
  readonly port: number;
}
