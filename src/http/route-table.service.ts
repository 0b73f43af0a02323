import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** What the gateway uses of Express' router. */
interface ExpressLayer {
  match(path: string): boolean;
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
}

/** Which methods a path has, so that a wrong method is told from a wrong path. */
@Injectable()
export class RouteTable {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Upper case; empty where no route has the path. */
  methodsOf(path: string): readonly string[] {
    const { router } = this.host.httpAdapter.getInstance<{ router: { stack: readonly ExpressLayer[] } }>();
    const routes = router.stack.filter((layer) => layer.route !== undefined && layer.match(path));
    const methods = routes.flatMap((layer) => Object.keys(layer.route?.methods ?? {}));
    return [...new Set(methods.map((method) => method.toUpperCase()))].filter((method) => method !== '_ALL');
  }
}
