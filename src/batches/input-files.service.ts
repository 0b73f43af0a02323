import { Injectable } from '@nestjs/common';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { maySee } from '../contracts/rights.js';
import type { Door } from '../providers/provider-registry.js';
import { FileOwners } from '../uploads/file-owners.service.js';
import { Instances, isNotFound } from '../uploads/instances.service.js';

/** Finds the instance where an input file is: its batch has to run there. */
@Injectable()
export class InputFiles {
  constructor(
    private readonly instances: Instances,
    private readonly owners: FileOwners,
  ) {}

  /** @throws GatewayError 404 for a file that is not there, 400 for one that is not at the instance that the client names. */
  async locate(id: string, named: string | undefined, call: Call): Promise<Door<'batches'>> {
    const [candidate] = this.instances.forList('batches', named);
    if (candidate?.capability.isAddress(id) === true) {
      // Nobody knows whose it is.
      if (!maySee(call.principal, undefined)) throw unknownInput(id);
      return candidate;
    }
    const provider = await this.findProvider(id, call);
    if (named === undefined || named === provider) return this.instances.require('batches', provider);
    throw new GatewayError(
      'invalid_request',
      `The input file is at ${provider}, not at ${named}; a batch runs where its file is.`,
      {
        param: 'metadata.provider',
      },
    );
  }

  private async findProvider(id: string, call: Call): Promise<string> {
    const owner = await this.owners.ownerOf(id, call);
    try {
      const { door } = await this.instances.ask('files', { id, owner, call }, (files) =>
        files.retrieve(id, call),
      );
      return door.provider.name;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      throw unknownInput(id, error);
    }
  }
}

function unknownInput(id: string, cause?: unknown): GatewayError {
  return new GatewayError('not_found', `There is no file ${JSON.stringify(id.slice(0, 200))}.`, {
    param: 'input_file_id',
    cause,
  });
}
