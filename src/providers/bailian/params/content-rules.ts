import type { Modality } from '../../../contracts/model-facts.js';
import type { ChatDraft } from './chat-draft.js';
import type { ChatRule } from './chat-rule.js';

type Part = Readonly<Record<string, unknown>>;

const MODALITY_OF_PART: ReadonlyMap<unknown, Modality> = new Map([
  ['image_url', 'image'],
  ['video', 'video'],
  ['video_url', 'video'],
  ['input_audio', 'audio'],
]);

export const inputModalities: ChatRule = {
  id: 'input-modalities',
  complaints: ['Q20', 'Q39'],
  what: 'Lists of content parts go on as lists; an image, audio or video part for a model that is known to take none is a 400 that names the part.',
  apply: (draft) => {
    const takes = draft.facts.inputModalities;
    if (takes === null || !draft.survey.hasParts) return;
    forEachPart(draft, (part, path) => {
      const modality = MODALITY_OF_PART.get(part.type);
      if (modality === undefined || takes.includes(modality)) return;
      draft.refuse(path, `${path} is ${modality}, and ${draft.body.model} takes ${takes.join(', ')} only.`);
    });
  },
};

export const dataUrls: ChatRule = {
  id: 'data-urls',
  complaints: ['Q9'],
  what: 'A data URL that is not data:<type>;base64,<data> is a 400 that names its part.',
  apply: (draft) => {
    if (!draft.survey.hasParts) return;
    forEachPart(draft, (part, path) => {
      for (const field of ['image_url', 'video_url']) {
        const inner = part[field];
        const url = isRecord(inner) ? inner.url : inner;
        if (typeof url !== 'string' || !/^data:/i.test(url) || isDataUrl(url)) continue;
        const at = `${path}.${field}${isRecord(inner) ? '.url' : ''}`;
        draft.refuse(at, `${at} must be an http or https URL, or data:<media type>;base64,<data>.`);
      }
    });
  },
};

function forEachPart(draft: ChatDraft, look: (part: Part, path: string) => void): void {
  draft.messages.forEach(({ content }, index) => {
    if (!Array.isArray(content)) return;
    content.forEach((part: unknown, position) => {
      if (isRecord(part)) look(part, `messages[${index}].content[${position}]`);
    });
  });
}

const HEAD = /^data:[\w.+-]+\/[\w.+-]+(?:;[\w-]+=[\w.+-]+)*;base64,/i;
const BASE64 = /^[A-Za-z0-9+/=_-]+$/;
/** Data may be megabytes long: its two ends tell what is no base64 at all. */
const LOOKED_AT = 4_096;

function isDataUrl(url: string): boolean {
  const head = HEAD.exec(url.slice(0, 256))?.[0];
  if (head === undefined) return false;
  const length = url.length - head.length;
  const start = url.slice(head.length, head.length + LOOKED_AT);
  const end = url.slice(Math.max(head.length, url.length - LOOKED_AT));
  if (length <= LOOKED_AT) return BASE64.test(start);
  return BASE64.test(start) && BASE64.test(end);
}

function isRecord(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
