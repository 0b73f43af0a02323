import type { ChatRule } from './chat-rule.js';

export const streamOptionsAlone: ChatRule = {
  id: 'stream-options-alone',
  complaints: ['Q9'],
  what: 'stream_options without stream are removed.',
  apply: (draft) => {
    const { stream, stream_options: options } = draft.body;
    if (stream !== true && options !== undefined) draft.remove('stream_options');
  },
};

/** After thinking is settled. */
export const streamOnly: ChatRule = {
  id: 'stream-only',
  complaints: ['Q1'],
  what: 'A plain answer of a model that answers in streams only, or thinks in streams only and is going to think, is streamed upstream and put together here.',
  apply: (draft) => {
    const { stream } = draft.body;
    if (stream === true) return;
    const thinksInStreams = draft.thinkingFacts?.isStreamOnly === true && draft.isThinking === true;
    if (draft.facts.isStreamOnly || thinksInStreams) draft.set('stream', true);
  },
};
