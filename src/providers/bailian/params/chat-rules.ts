import { outputCap, outputCapPreserve } from './cap-rules.js';
import type { ChatRule } from './chat-rule.js';
import { choicesWhileThinking, forcedToolWhileThinking, jsonWhileThinking } from './conflict-rules.js';
import { dataUrls, inputModalities } from './content-rules.js';
import { foreignFields } from './foreign-fields.js';
import { jsonSchemaFallback, jsonWord, recursiveSchema } from './format-rules.js';
import { developerRole, systemFirst, toolResults } from './message-rules.js';
import { choices, logprobs, seed, stop, temperature } from './sampling-rules.js';
import { streamOnly, streamOptionsAlone } from './stream-rules.js';
import { thinkingAlways, thinkingBudget, thinkingNone, thinkingWire } from './thinking-rules.js';
import { parallelToolCalls, toolCount, toolNames, toolStrict } from './tool-rules.js';

/** Every rule, in the order in which they are applied; docs/compatibility.md lists them. */
export const CHAT_RULES: readonly ChatRule[] = [
  foreignFields,
  streamOptionsAlone,
  toolResults,
  inputModalities,
  dataUrls,
  developerRole,
  systemFirst,
  temperature,
  seed,
  stop,
  logprobs,
  choices,
  toolCount,
  toolStrict,
  toolNames,
  parallelToolCalls,
  recursiveSchema,
  jsonSchemaFallback,
  jsonWord,
  thinkingNone,
  thinkingAlways,
  forcedToolWhileThinking,
  jsonWhileThinking,
  choicesWhileThinking,
  thinkingBudget,
  thinkingWire,
  outputCapPreserve,
  outputCap,
  streamOnly,
];
