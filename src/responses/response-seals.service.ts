import { Inject, Injectable } from '@nestjs/common';
import { CompactionSeal } from '../contracts/compaction-seal.js';
import { ReasoningSeal } from '../contracts/reasoning-seal.js';
import type { Unsealing } from '../dialects/responses/request/convert-items.js';

/** What clients carry for the gateway without being able to read it. */
@Injectable()
export class ResponseSeals {
  constructor(
    @Inject(ReasoningSeal) private readonly reasoning: ReasoningSeal,
    @Inject(CompactionSeal) private readonly compaction: CompactionSeal,
  ) {}

  sealReasoning(text: string, team: string): string {
    return this.reasoning.seal(text, { team });
  }

  sealCompaction(summary: string, team: string): string {
    return this.compaction.seal(summary, { team });
  }

  unsealingFor(team: string): Unsealing {
    return {
      reasoning: (sealed) => this.reasoning.unseal(sealed, { team }),
      compaction: (sealed) => this.compaction.unseal(sealed, { team }),
    };
  }
}
