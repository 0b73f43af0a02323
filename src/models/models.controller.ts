import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../http/access.decorator.js';
import type { Call } from '../contracts/call.js';
import type { ModelList, ModelObject } from '../contracts/model-list.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { ListModelsDocuments, RetrieveModelDocuments } from './models.documents.js';

@ApiTags('Models')
@Access('models')
@Controller('v1/models')
export class ModelsController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  @ListModelsDocuments()
  list(@CurrentCall() call: Call): ModelList {
    return { object: 'list', data: [...this.registry.listModels(call)] };
  }

  /** Ids may contain slashes. */
  @Get('*id')
  @RetrieveModelDocuments()
  retrieve(@Param('id') id: string | readonly string[], @CurrentCall() call: Call): ModelObject {
    return this.registry.requireModel(typeof id === 'string' ? id : id.join('/'), call);
  }
}
