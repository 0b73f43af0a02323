import { forkJoin, type Observable, of, Subscription } from 'rxjs';
import type { ProviderSettings } from '../../config/provider-settings.js';
import { describeFinding, describePlanKey, maskKey } from './bailian.key-findings.js';
import type { KnownHost } from './bailian.known-hosts.js';
import type { Verdict } from './bailian.try-key.js';

export interface KeyDiagnosisOptions {
  readonly instance: ProviderSettings;
  /** Hosts that may be asked, without the instance's own. None: nobody is asked. */
  readonly hosts: readonly KnownHost[];
  /** Tries the key at a host. Emits once, and never fails. */
  readonly ask: (host: KnownHost, key: string) => Observable<Verdict>;
  /** Takes what was found out about a key, once. The key is shown by its last characters. */
  readonly report: (finding: string, key: string) => void;
}

/** Keys that belong to a plan say so (documented); they have hosts of their own. */
const PLAN_PREFIX = 'sk-sp-';

/**
 * Finds out why an instance's key is refused, since Model Studio answers 401 alike to a wrong key and to one of another region,
 * workspace or plan: the hosts of other regions are asked once for each key. Never on the path of a request.
 */
export class KeyDiagnosis {
  private readonly findings = new Map<string, string>();
  private readonly tried = new Set<string>();
  /** Keys whose last answer was a refusal. */
  private readonly refused = new Set<string>();
  private readonly running = new Subscription();

  constructor(private readonly options: KeyDiagnosisOptions) {}

  /** Every answer of the instance's own host. */
  observe(key: string, status: number): void {
    if (status === 401) this.noteRefusal(key);
    else if (status < 400) this.refused.delete(key);
  }

  /** What was found out about the keys that are refused. */
  notices(): readonly string[] {
    return [...this.refused].flatMap((key) => this.findings.get(key) ?? []);
  }

  /** Gives up what is being asked. */
  close(): void {
    this.running.unsubscribe();
  }

  private noteRefusal(key: string): void {
    this.refused.add(key);
    if (this.tried.has(key)) return;
    this.tried.add(key);
    const { hosts, instance, ask } = this.options;
    if (key.startsWith(PLAN_PREFIX)) {
      this.note(key, describePlanKey(key, instance));
      return;
    }
    if (hosts.length === 0) return;
    const verdicts = forkJoin(hosts.map((host) => forkJoin({ host: of(host), verdict: ask(host, key) })));
    this.running.add(
      verdicts.subscribe((answers) => {
        this.note(key, describeFinding(key, instance, answers));
      }),
    );
  }

  private note(key: string, finding: string): void {
    this.findings.set(key, finding);
    this.options.report(finding, maskKey(key));
  }
}
