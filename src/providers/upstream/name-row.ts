import { GatewayError } from '../../contracts/gateway-error.js';
import type { EmbeddingsPart } from '../../contracts/provider.js';

/** `input.contents` is Model Studio's own name of the input. */
const ROW = /\b(?:input(?:\.contents)?(?:\[(\d+)\]|\.(\d+))|(row|index) (\d+))/i;
const CONTENTS = /\binput\.contents\b/;

/**
 * The error with the client's name of the row in place of the upstream request's, where it names one that was sent: row 3 of
 * the third request of ten rows is `input[23]` to the client.
 */
export function nameRow(error: GatewayError, { firstRow, rows }: EmbeddingsPart): GatewayError {
  const [phrase, inBrackets, afterDot, word, afterWord] = ROW.exec(error.message) ?? [];
  const row = Number(inBrackets ?? afterDot ?? afterWord);
  const isNamed = phrase !== undefined && row < rows;
  if (error.kind.status !== 400 || (!isNamed && !CONTENTS.test(error.message))) return error;

  const clientRow = row + (firstRow ?? 0);
  const name = firstRow === undefined ? 'input' : `input[${clientRow}]`;
  const renamed = word === undefined ? name : `${word} ${clientRow}`;
  const message = isNamed ? error.message.replace(phrase, renamed) : error.message;
  return new GatewayError(error.kindName, message.replace(CONTENTS, 'input'), {
    ...error.details,
    param: isNamed ? name : 'input',
  });
}
