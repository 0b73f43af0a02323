import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { ModelList } from '../../contracts/model-list.js';
import { sendJson } from '../answer/send-json.js';
import { BASE_PATHS } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { SIMULATED_MODELS } from './simulator.models.js';

/** The same for all models: the simulator has no dates of their publication. */
const CREATED = 1_764_547_200;

@Controller(BASE_PATHS)
export class ModelsController {
  @Get('models')
  list(@Req() request: SimulatorRequest, @Res() response: Response): Promise<void> {
    return sendJson(request.exchange, response, { body: listModels() });
  }
}

function listModels(): ModelList {
  const ids = [...SIMULATED_MODELS.keys()];
  return {
    object: 'list',
    data: ids.map((id) => ({ id, object: 'model', created: CREATED, owned_by: 'system' })),
    // Positions and not ids, as recorded.
    first_id: 'model-id-0',
    last_id: `model-id-${ids.length - 1}`,
    has_more: false,
  };
}
