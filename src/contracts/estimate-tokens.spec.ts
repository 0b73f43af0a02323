import { describe, expect, it } from 'vitest';
import { estimateTokens } from './estimate-tokens.js';

/** Texts with their count by Qwen's published vocabulary. */
const SAMPLES = [
  {
    kind: 'English',
    tokens: 53,
    text: 'A gateway stands between the teams of a company and the models that they use. It holds the keys, applies the rules of the company, keeps the books, and makes one model look like another. Nobody has to change a program when the model behind it changes.',
  },
  {
    kind: 'Chinese',
    tokens: 57,
    text: '网关位于公司各团队与其使用的模型之间。它保管密钥，执行公司的规则，记录用量，并让一个模型看起来像另一个模型。后端模型更换时，任何人都不需要修改程序。对于中文文本，通常一个汉字大约对应零点六个词元。',
  },
  {
    kind: 'Chinese with code',
    tokens: 64,
    text: '请用 Python 写一个函数 parse_date(text)，输入形如 2026-11-24 的字符串，返回 datetime 对象；如果格式不对，抛出 ValueError。另外，请写 3 个单元测试（unit tests），并说明时间复杂度是 O(n)。',
  },
  {
    kind: 'TypeScript',
    tokens: 59,
    text: 'export function mergeRows(...lists: readonly (readonly Row[])[]): readonly Row[] {\n  const merged = new Map<unknown, Row>();\n  for (const row of lists.flat()) merged.set(row.id, { ...merged.get(row.id), ...row });\n  return [...merged.values()];\n}\n',
  },
  {
    kind: 'JSON',
    tokens: 66,
    text: '{"model":"qwen-plus","messages":[{"role":"user","content":"What is the weather in Hangzhou?"}],"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],"max_tokens":256}',
  },
  {
    kind: 'Japanese',
    tokens: 28,
    text: '今日はとても良い天気ですね。公園へ散歩に行きましょうか。それとも、家でゆっくり本を読みましょうか。',
  },
  {
    kind: 'French',
    tokens: 36,
    text: "Le gestionnaire conserve les clés de l'entreprise, applique ses règles et tient les comptes. Personne ne doit changer de programme lorsque le modèle change.",
  },
  {
    kind: 'Russian',
    tokens: 37,
    text: 'Шлюз стоит между командами компании и моделями, которыми они пользуются. Он хранит ключи, применяет правила и ведёт учёт.',
  },
  {
    kind: 'Korean',
    tokens: 39,
    text: '게이트웨이는 회사의 팀과 그들이 사용하는 모델 사이에 있습니다. 키를 보관하고 규칙을 적용하며 사용량을 기록합니다.',
  },
] as const;

const textOf = (kind: (typeof SAMPLES)[number]['kind']): string =>
  SAMPLES.find((sample) => sample.kind === kind)?.text ?? '';

describe('estimateTokens', () => {
  it.each(SAMPLES)('comes within 15 % of the count: $kind', ({ text, tokens }) => {
    expect(Math.abs(estimateTokens(text) / tokens - 1)).toBeLessThan(0.15);
  });

  it('counts nothing in an empty text, and something in the shortest', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('a')).toBe(1);
    expect(estimateTokens('\u{1f600}')).toBe(2);
  });

  it('counts each digit, and long runs of spaces hardly', () => {
    expect(estimateTokens('1234567890')).toBe(11);
    expect(estimateTokens(`a${' '.repeat(1000)}b`)).toBeLessThan(5);
  });

  it('takes halves of characters', () => {
    expect(estimateTokens('\ud83d')).toBe(2);
    expect(estimateTokens('\ude00')).toBe(0);
  });

  it.each(['English', 'Chinese'] as const)('takes less than 50 ms for a million characters: %s', (kind) => {
    const text = textOf(kind).repeat(20_000).slice(0, 1_048_576);
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      estimateTokens(text);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
