import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../http/access.decorator.js';
import { AdminAnswerInterceptor } from './admin-answer.interceptor.js';

/** A controller below /admin/v1, for those who administer. */
export function AdminController(path: string): ClassDecorator {
  return applyDecorators(
    ApiTags('admin'),
    Access('administration'),
    UseInterceptors(AdminAnswerInterceptor),
    Controller(`admin/v1/${path}`),
  );
}
