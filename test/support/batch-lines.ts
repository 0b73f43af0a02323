/** A line of a batch input file, as a client would write it. */
export function batchLine(customId: string, body: object = {}, url = '/v1/chat/completions'): string {
  const messages = [{ role: 'user', content: 'Hi' }];
  return JSON.stringify({
    custom_id: customId,
    method: 'POST',
    url,
    body: { model: 'qwen-plus', messages, ...body },
  });
}

/** So many lines, ids `r-0`, `r-1`, … */
export function batchLines(count: number, body: object = {}): string {
  return Array.from({ length: count }, (_, index) => `${batchLine(`r-${index}`, body)}\n`).join('');
}
