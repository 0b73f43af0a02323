/** What is wrong with a response object, by the contract of OpenAI and of Open Responses. It knows nothing of the gateway. */
export function checkResponseObject(response: Members): readonly string[] {
  const wrong = Object.entries(MEMBERS).flatMap(([name, isRight]) =>
    isRight(response[name]) ? [] : [`${name} is ${JSON.stringify(response[name])}`],
  );
  return [...wrong, ...checkUsage(response.usage), ...checkStatus(response)];
}

export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const STATUSES = ['in_progress', 'completed', 'incomplete', 'failed'];
const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isTruth = (value: unknown): boolean => typeof value === 'boolean';
const orNull =
  (isRight: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === null || isRight(value);

const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => isText(value) && /^resp_\w{24,}$/.test(String(value)),
  object: (value) => value === 'response',
  created_at: isCount,
  completed_at: orNull(isCount),
  status: (value) => STATUSES.includes(value as string),
  incomplete_details: orNull(isMembers),
  model: isText,
  previous_response_id: orNull(isText),
  instructions: orNull(isText),
  output: Array.isArray,
  error: orNull(isMembers),
  tools: (value) => Array.isArray(value) && value.every(isCompleteTool),
  tool_choice: (value) => isText(value) || isMembers(value),
  truncation: (value) => value === 'auto' || value === 'disabled',
  parallel_tool_calls: isTruth,
  text: (value) => isMembers(value) && isMembers(value.format),
  top_p: isNumber,
  temperature: isNumber,
  presence_penalty: isNumber,
  frequency_penalty: isNumber,
  top_logprobs: isCount,
  reasoning: orNull((value) => isMembers(value) && 'effort' in value && 'summary' in value),
  usage: orNull(isMembers),
  max_output_tokens: orNull(isCount),
  max_tool_calls: orNull(isCount),
  store: isTruth,
  background: isTruth,
  service_tier: isText,
  metadata: isMembers,
  safety_identifier: orNull(isText),
  prompt_cache_key: orNull(isText),
};

function isCompleteTool(tool: unknown): boolean {
  if (!isMembers(tool) || tool.type !== 'function') return isMembers(tool);
  return ['name', 'description', 'parameters', 'strict'].every((name) => name in tool);
}

function checkUsage(usage: unknown): readonly string[] {
  if (!isMembers(usage)) return [];
  const { input_tokens_details: input, output_tokens_details: output } = usage;
  const counts = [
    usage.input_tokens,
    usage.output_tokens,
    usage.total_tokens,
    isMembers(input) ? input.cached_tokens : undefined,
    isMembers(input) ? input.cache_write_tokens : undefined,
    isMembers(output) ? output.reasoning_tokens : undefined,
  ];
  return counts.every(isCount) ? [] : ['usage is not complete'];
}

function checkStatus({
  status,
  error,
  incomplete_details: details,
  completed_at: at,
}: Members): readonly string[] {
  const reason = isMembers(details) ? details.reason : undefined;
  const problems: string[] = [];
  if ((status === 'failed') !== isMembers(error)) {
    problems.push(`error of a response that is ${String(status)}`);
  }
  if (isMembers(error) && ![error.code, error.message, error.type].every(isText)) {
    problems.push('error without code, message or type');
  }
  const isReason = reason === 'max_output_tokens' || reason === 'content_filter';
  if ((status === 'incomplete') !== isReason) problems.push(`reason ${String(reason)} of ${String(status)}`);
  if ((status === 'completed') !== (at !== null)) problems.push(`completed_at of ${String(status)}`);
  return problems;
}
