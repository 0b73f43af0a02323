import { GatewayError } from '../contracts/gateway-error.js';

/** A chat field, and what a dialect calls it. */
type ClientName = readonly [chat: string, client: string];

/** What a provider says of a chat request, said of the request that the client sent in another dialect. */
export class ClientNames {
  constructor(private readonly names: readonly ClientName[]) {}

  /**
   * The path of a chat field that a provider changed or refused, as the path of what the client said. Positions are left
   * out: messages and functions are not counted as they are in chat.
   */
  nameForClient(path: string): string {
    const named = this.names.find(
      ([chat]) => path === chat || path.startsWith(`${chat}.`) || path.startsWith(`${chat}[`),
    );
    if (named === undefined) return path;
    const [, name] = named;
    return name === 'tools' && path.endsWith('.strict') ? 'tools.strict' : name;
  }

  /** An error with its param likewise. */
  renameParam(error: unknown): unknown {
    if (!(error instanceof GatewayError) || error.details.param === undefined) return error;
    const param = this.nameForClient(error.details.param);
    if (param === error.details.param) return error;
    return new GatewayError(error.kindName, error.message, { cause: error, ...error.details, param });
  }
}
