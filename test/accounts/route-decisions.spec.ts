import { ModulesContainer, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '../../src/application.js';
import { Access } from '../../src/http/access.decorator.js';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

const OWN = /^\/(v1|p|admin|health)(\/|$)/;
const PAGES = /^\/(swagger|openapi\.json)/;
let application: NestExpressApplication;

beforeAll(async () => {
  Object.assign(process.env, {
    BAILIAN_API_KEY: 'sk-x',
    MANAGEMENT_PORT: '0',
    DATABASE_URL: 'sqlite::memory:',
  });
  application = await createApplication();
  await application.init();
});
afterAll(() => application.close());

describe('every route', () => {
  it("of the router is a handler's, or a public page", () => {
    const { router } = application.getHttpAdapter().getInstance() as unknown as {
      router: { stack: Layer[] };
    };
    const paths = router.stack.flatMap(({ route }) => (route === undefined ? [] : [route.path]));
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !OWN.test(path) && !PAGES.test(path))).toEqual([]);
  });

  it('has a decision about who may use it', () => {
    const reflector = application.get(Reflector);
    const handlers = [...application.get(ModulesContainer).values()].flatMap((module) =>
      [...module.controllers.values()].flatMap(({ metatype }) => {
        const prototype = (metatype as unknown as { prototype: Record<string, unknown> }).prototype;
        return Object.getOwnPropertyNames(prototype)
          .filter((name) => name !== 'constructor')
          .map((name) => prototype[name])
          .filter((handler) => typeof handler === 'function' && Reflect.hasMetadata('path', handler))
          .map((handler) => ({
            name: `${(metatype as { name: string }).name}.${(handler as { name: string }).name}`,
            rule: reflector.getAllAndOverride(Access, [handler, metatype] as never),
          }));
      }),
    );
    expect(handlers.length).toBeGreaterThan(40);
    expect(handlers.filter(({ rule }) => (rule as unknown) === undefined)).toEqual([]);
    const open = handlers.filter(({ rule }) => rule === 'public').map(({ name }) => name);
    expect(open).toEqual(['HealthController.health', 'HealthController.ready', 'HealthController.live']);
  });
});
