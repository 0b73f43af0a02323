import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Settings } from '../config/settings.js';
import { collectFileIds, FileReferences } from '../contracts/file-references.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Principal } from '../contracts/principal.js';
import { mayUseRoute } from '../contracts/rights.js';
import { Access, type AccessRule } from './access.decorator.js';
import type { GatewayRequest } from './gateway-request.js';

/** Lets a principal have the routes that it has a right to. Decides about the route that was found, never about a path. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new Map<unknown, AccessRule | undefined>();

  constructor(
    private readonly reflector: Reflector,
    @Inject(FileReferences) private readonly references: FileReferences,
    private readonly settings: Settings,
  ) {}

  /** @throws GatewayError permission_denied; not_found for files that messages name and that are not there for the caller. */
  canActivate(context: ExecutionContext): true | Promise<true> {
    const rule = this.ruleOf(context);
    if (rule === 'public') return true;
    const request = context.switchToHttp().getRequest<GatewayRequest>();
    const { call, mayNameFiles, body } = request;
    if (rule === 'administration') this.requireManagement(request);
    requireAccess(call.principal, rule);
    if (mayNameFiles !== true) return true;
    const ids = collectFileIds(body);
    return ids.size === 0 ? true : this.references.requireVisible(ids, call).then(() => true);
  }

  /** Elsewhere there is no administration, where it is to be had on the management port alone. */
  private requireManagement({ isManagement, method, path }: GatewayRequest): void {
    if (isManagement === true || !this.settings.adminManagementOnly) return;
    throw new GatewayError('unknown_route', `There is no route ${method} ${path} on this port.`);
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
