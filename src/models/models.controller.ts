import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Call } from '../contracts/call.js';
import type { ModelList, ModelObject } from '../contracts/model-list.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import {
  type AnthropicModel,
  type AnthropicModelPage,
  writeAnthropicModel,
  writeAnthropicPage,
} from './anthropic-models.js';
import { ListModelsDocuments, RetrieveModelDocuments } from './models.documents.js';

@ApiTags('Models')
@Access('models')
@Controller('v1/models')
export class ModelsController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  @ListModelsDocuments()
  list(
    @Query() query: Readonly<Record<string, unknown>>,
    @CurrentCall() call: Call,
  ): ModelList | AnthropicModelPage {
    const models = this.registry.listModels(call);
    return call.speaks === 'anthropic'
      ? writeAnthropicPage(models, query)
      : { object: 'list', data: [...models] };
  }

  /** Ids may contain slashes. */
  @Get('*id')
  @RetrieveModelDocuments()
  retrieve(
    @Param('id') id: string | readonly string[],
    @CurrentCall() call: Call,
  ): ModelObject | AnthropicModel {
    const model = this.registry.requireModel(typeof id === 'string' ? id : id.join('/'), call);
    return call.speaks === 'anthropic' ? writeAnthropicModel(model) : model;
  }
}
