import type { ResponsesItem } from '../../../contracts/responses.js';

/** More of a call that ran elsewhere is not worth the model's attention; results may hold whole images. */
const LONGEST = 2_000;
const HOSTED =
  /^(mcp_list_tools|mcp_approval_request|mcp_approval_response|program|\w+_call|\w+_call_output|\w+_output|agent_message)$/;

/** Items about tools that ran elsewhere. They are in histories that began with another model. */
export function isHostedItem(type: string): boolean {
  return HOSTED.test(type);
}

/** An item of the model's side, or what came back to it. */
export function isAnswerSide(type: string): boolean {
  return !(type.endsWith('_output') || type === 'mcp_approval_response' || type === 'agent_message');
}

/** The item as a line of text, so that the model knows of it. */
export function describeHostedItem({ type, id: _id, status: _status, ...rest }: ResponsesItem): string {
  const text = JSON.stringify(rest);
  return `[${String(type)}: ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}]`;
}
