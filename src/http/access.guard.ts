import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Principal } from '../contracts/principal.js';
import { mayUseRoute } from '../contracts/rights.js';
import { Access, type AccessRule } from './access.decorator.js';
import type { GatewayRequest } from './gateway-request.js';

/** Lets a principal have the routes that it has a right to. Decides about the route that was found, never about a path. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new Map<unknown, AccessRule | undefined>();

  constructor(private readonly reflector: Reflector) {}

  /** @throws GatewayError permission_denied. */
  canActivate(context: ExecutionContext): true {
    const rule = this.ruleOf(context);
    if (rule === 'public') return true;
    const { principal } = context.switchToHttp().getRequest<GatewayRequest>().call;
    requireAccess(principal, rule);
    return true;
  }

  private ruleOf(context: ExecutionContext): AccessRule | undefined {
    const handler = context.getHandler();
    if (this.rules.has(handler)) return this.rules.get(handler);
    const rule = this.reflector.getAllAndOverride(Access, [handler, context.getClass()]);
    this.rules.set(handler, rule);
    return rule;
  }
}

/** @throws GatewayError permission_denied. */
export function requireAccess(principal: Principal, rule: AccessRule | undefined): void {
  if (rule === 'administration') requireAdministration(principal);
  else if (rule === undefined || rule === 'public' || !mayUseRoute(principal, rule)) {
    throw new GatewayError(
      'permission_denied',
      `This key has no right to use ${rule ?? 'this route'}; ask whoever manages your team.`,
    );
  }
}

/** Each act decides further. */
function requireAdministration({ role, isOpen }: Principal): void {
  if (isOpen === true) {
    throw new GatewayError(
      'permission_denied',
      'There is no administration while the gateway is open to everybody: set GATEWAY_MASTER_KEY.',
    );
  }
  if (role === 'member') {
    throw new GatewayError(
      'permission_denied',
      "This key is a member's; administration needs a manager or an administrator.",
    );
  }
}
