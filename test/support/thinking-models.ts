/** A model of each kind of thinking that the catalogue knows. */
export const THINKING_MODELS = [
  { thinks: 'never', model: 'qwen3-coder-plus' },
  { thinks: 'by default, by efforts', model: 'qwen3.8-max' },
  { thinks: 'by default, by a budget', model: 'qwen3.6-plus' },
  { thinks: 'when asked to', model: 'qwen-plus' },
  { thinks: 'in streams only', model: 'qwen3-32b' },
  { thinks: 'always', model: 'kimi-k3' },
  { thinks: 'always, and answers in streams only', model: 'qwq-plus' },
  { thinks: 'by two words of effort', model: 'deepseek-v4-pro' },
] as const;

/** What the simulator says in a loop of two steps: two calls at once, by names that Model Studio refuses, then a text. */
const TOOL_LOOP = {
  steps: [
    {
      reasoning: 'I need the weather.',
      tool_calls: [
        { name: 'weather.get', arguments: { city: '上海' } },
        { name: 'search', arguments: { query: 'umbrella' } },
      ],
    },
    { reasoning: 'It rains.', text: 'Take an umbrella.' },
  ],
};

export const TOOL_LOOP_QUESTION = `Umbrella? [[sim:${JSON.stringify(TOOL_LOOP)}]]`;

/** Whether the usage of the first answer counts reasoning. */
export function hasReasoned(
  usages: readonly { readonly usage: Readonly<Record<string, unknown>> }[],
): boolean {
  const details = usages[0]?.usage.completion_tokens_details as { reasoning_tokens?: number } | undefined;
  return (details?.reasoning_tokens ?? 0) > 0;
}
