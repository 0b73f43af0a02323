import { Module } from '@nestjs/common';
import { EdgeModule } from '../edge/edge.module.js';
import { ControlController } from './control.controller.js';

@Module({ imports: [EdgeModule], controllers: [ControlController] })
export class ControlModule {}
