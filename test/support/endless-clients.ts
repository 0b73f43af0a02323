import { postResponses } from './post-responses.js';

type Members = Readonly<Record<string, unknown>>;

/** What clients were told before their gateway was gone. */
export interface Told {
  /** Ids of streamed responses whose first event came. */
  readonly begun: ReadonlySet<string>;
  /** Whole responses: plain answers, and those of terminal events. */
  readonly ended: ReadonlyMap<string, Members>;
  /** Of `ended`, those that were made in the conversation, oldest first. */
  readonly inConversation: readonly Members[];
}

const TERMINAL = ['response.completed', 'response.incomplete', 'response.failed'];

/** Streams and plain responses, one after the other in each of several clients, until no answer comes any more. */
export class EndlessClients {
  private readonly begun = new Set<string>();
  private readonly ended = new Map<string, Members>();
  private readonly inConversation: Members[] = [];
  private readonly clients: Promise<unknown>;
  private count = 0;
  private news = 0;
  private onNews: () => void = () => undefined;

  constructor(
    private readonly origin: string,
    private readonly conversation: string,
  ) {
    this.clients = Promise.allSettled([
      this.repeat(() => this.stream({})),
      this.repeat(() => this.stream({ instructions: 'Be brief.' })),
      this.repeat(() => this.ask({})),
      this.repeat(() => this.ask({ conversation })),
    ]);
  }

  /** Resolves when clients have been told so often that a response begins or ends. */
  async waitForNews(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onNews = () => {
        if (this.news >= count) resolve();
      };
      this.onNews();
    });
  }

  /** Resolves when every client has met its first failure. */
  async leave(): Promise<Told> {
    await this.clients;
    const { begun, ended, inConversation } = this;
    return { begun, ended, inConversation };
  }

  private async repeat(once: () => Promise<void>): Promise<void> {
    for (;;) await once();
  }

  private async ask(fields: Members): Promise<void> {
    const { status, json } = await postResponses(this.origin, { input: this.question(), ...fields });
    if (status !== 200) throw new Error(`status ${status}`);
    this.note(json);
    if ('conversation' in fields) this.inConversation.push(json);
  }

  private async stream(fields: Members): Promise<void> {
    const answer = await fetch(`${this.origin}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'qwen-plus', input: this.question(), stream: true, ...fields }),
    });
    if (answer.body === null) throw new Error('no body');
    let rest = '';
    for await (const bytes of answer.body as unknown as AsyncIterable<Uint8Array>) {
      rest += Buffer.from(bytes).toString('latin1');
      const frames = rest.split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) this.readFrame(Buffer.from(frame, 'latin1').toString());
    }
  }

  private readFrame(frame: string): void {
    const [, name = '', data = ''] = /^event: (\S+)\ndata: (.+)$/.exec(frame) ?? [];
    if (name !== 'response.created' && !TERMINAL.includes(name)) return;
    const { response } = JSON.parse(data) as { readonly response: Members };
    this.begun.add(String(response.id));
    if (name === 'response.created') this.tell();
    else this.note(response);
  }

  private note(response: Members): void {
    this.ended.set(String(response.id), response);
    this.tell();
  }

  private tell(): void {
    this.news += 1;
    this.onNews();
  }

  private question(): string {
    this.count += 1;
    return `Question ${this.count} 想, and tell me a little more of it.`;
  }
}
