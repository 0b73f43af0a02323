import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ModelList, ModelObject } from '../contracts/model-list.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { ListModelsDocuments, RetrieveModelDocuments } from './models.documents.js';

@ApiTags('Models')
@Controller('v1/models')
export class ModelsController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  @ListModelsDocuments()
  list(): ModelList {
    return { object: 'list', data: [...this.registry.listModels()] };
  }

  /** Ids may contain slashes. */
  @Get('*id')
  @RetrieveModelDocuments()
  retrieve(@Param('id') id: string | readonly string[]): ModelObject {
    return this.registry.requireModel(typeof id === 'string' ? id : id.join('/'));
  }
}
