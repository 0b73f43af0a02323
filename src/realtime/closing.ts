/** How a connection is to be closed. */
export interface Closing {
  /** Absent: a closing frame without a code. */
  readonly code?: number;
  readonly reason?: string | Buffer;
}

const NO_CODE = 1005;
const NO_CLOSING_FRAME = 1006;

export const GOING_AWAY = 1001;
/** RFC 6455's registry: a gateway got no good answer from its upstream. */
const BAD_GATEWAY = 1014;

/** What ws noticed wrong with a peer's frames -> the code that it closed with. */
const BROKEN_RULES: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_INVALID_UTF8: 1007,
};
const PROTOCOL_ERROR = 1002;

/** How one side ended. */
export interface End {
  readonly side: 'client' | 'upstream';
  readonly code: number;
  readonly reason: Buffer;
  /** Where its frames broke the rules. */
  readonly error?: Error;
}

/** How the other side learns of it: by the same code and reason, or, where there was none on the wire, by what happened. */
export function passOn({ side, code, reason, error }: End): Closing {
  if (code === NO_CODE) return {};
  if (code !== NO_CLOSING_FRAME) return { code, reason };
  const broken = (error as { code?: unknown } | undefined)?.code;
  if (typeof broken === 'string' && broken.startsWith('WS_ERR_')) {
    return { code: BROKEN_RULES[broken] ?? PROTOCOL_ERROR, reason: `The ${side} sent what it must not.` };
  }
  return side === 'client'
    ? { code: GOING_AWAY, reason: 'The client left.' }
    : { code: BAD_GATEWAY, reason: 'The upstream broke off the connection.' };
}

/** Whether the connection ended without a closing frame. */
export function isBrokenOff({ code }: Pick<End, 'code'>): boolean {
  return code === NO_CLOSING_FRAME;
}
