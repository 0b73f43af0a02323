import { createModelCatalogue } from '../../src/config/model-catalogue.js';
import type { ChatCompletionRequest } from '../../src/contracts/chat-completion.js';
import { readOutputCap } from '../../src/contracts/output-cap.js';
import type { PreparedRequest } from '../../src/contracts/provider.js';
import { readBailianCatalogue } from '../../src/providers/bailian/bailian.catalogue.js';
import { CHAT_RULES } from '../../src/providers/bailian/params/chat-rules.js';
import type { CompatibilityOptions } from '../../src/providers/bailian/params/compatibility-options.js';
import { prepareBailianChat } from '../../src/providers/bailian/params/prepare-bailian-chat.js';

const catalogue = createModelCatalogue(readBailianCatalogue());

const DEFAULTS: CompatibilityOptions = {
  compatibility: 'adapt',
  outputCap: 'forward',
  jsonSchemaFallback: 'refuse',
};

export interface PrepareOptions extends Partial<CompatibilityOptions> {
  /** The rule that is left out. */
  readonly without?: string;
}

/** A chat request as the gateway sends it to Model Studio, by the built-in catalogue. */
export function prepareChat(
  fields: Readonly<Record<string, unknown>>,
  { without, ...options }: PrepareOptions = {},
): PreparedRequest {
  const request: ChatCompletionRequest = {
    model: 'qwen-plus',
    messages: [{ role: 'user', content: 'Hello' }],
    ...fields,
  };
  return prepareBailianChat(
    request,
    { outputCap: readOutputCap(request) },
    {
      facts: catalogue.find(request.model),
      options: { ...DEFAULTS, ...options },
      rules: CHAT_RULES.filter(({ id }) => id !== without),
    },
  );
}
