import { Reflector } from '@nestjs/core';
import type { RouteGroup } from '../contracts/route-group.js';

/** Who may use a route: those with a right to its group, those who administer, or everybody, without a credential, too. */
export type AccessRule = RouteGroup | 'administration' | 'public';

/** Decides about the routes of a controller, or about one of them. A route without a decision is refused to everybody. */
export const Access = Reflector.createDecorator<AccessRule>();
