import { Controller, Get, Param } from '@nestjs/common';
import type { ModelList, ModelObject } from '../contracts/model-list.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

@Controller('v1/models')
export class ModelsController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  list(): ModelList {
    return { object: 'list', data: [...this.registry.listModels()] };
  }

  /** Ids may contain slashes. */
  @Get('*id')
  retrieve(@Param('id') id: string | readonly string[]): ModelObject {
    return this.registry.requireModel(typeof id === 'string' ? id : id.join('/'));
  }
}
