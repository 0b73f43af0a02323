import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const NODE_GLOBALS =
  'process console module Buffer URL AbortSignal TextDecoder fetch performance ' +
  'setTimeout clearTimeout setInterval clearInterval setImmediate';

const IMPORT_GROUPS = ['node: modules', 'packages', 'our own files'];

/** node: modules, then packages, then our own files. Side-effect imports stay where their effect is needed. */
const importOrder = {
  meta: { type: 'suggestion', schema: [], messages: { order: 'Import {{group}} before {{after}}.' } },
  create: (context) => ({
    Program: (program) => {
      let highest = 0;
      for (const node of program.body) {
        if (node.type !== 'ImportDeclaration' || node.specifiers.length === 0) continue;
        const group = /^node:/.test(node.source.value) ? 0 : /^\./.test(node.source.value) ? 2 : 1;
        if (group < highest) {
          const data = { group: IMPORT_GROUPS[group], after: IMPORT_GROUPS[highest] };
          context.report({ node, messageId: 'order', data });
        }
        highest = Math.max(highest, group);
      }
    },
  }),
};

const SYNTAX = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals, or an object `as const`.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that declares it.' },
  {
    selector: [
      'FunctionDeclaration[params.length>3]',
      'ArrowFunctionExpression[params.length>3]',
      ':not(MethodDefinition[kind="constructor"]) > FunctionExpression[params.length>3]',
    ].join(),
    message: 'At most 3 positional parameters; pass one object.',
  },
  {
    selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>4]',
    message: 'More than 4 dependencies: this is two services.',
  },
];

const ENVIRONMENT = {
  selector: 'MemberExpression[object.name="process"][property.name="env"]',
  message: 'Only src/config/ reads the environment; inject Settings.',
};

const FOCUSED_TEST = {
  selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name="only"]',
  message: 'A focused test silences all others.',
};

const countedLines = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'data/', 'docs/', 'deploy/'] },
  {
    files: ['**/*.{ts,mts,mjs,cjs}'],
    extends: [js.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { local: { rules: { 'import-order': importOrder } } },
    rules: {
      eqeqeq: 'error',
      curly: ['error', 'multi-line'],
      'object-shorthand': 'error',
      'no-else-return': 'error',
      'max-lines': countedLines(300),
      'max-lines-per-function': countedLines(40),
      'no-restricted-syntax': ['error', ...SYNTAX],
      'local/import-order': 'error',
    },
  },
  {
    files: ['**/*.{ts,mts}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-console': 'error',
      // Classes that Nest injects need a value import; the rule leaves files with decorators alone by itself.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      // Nest and class-validator type plain options as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Its advice is the non-null assertion, which is forbidden here.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config/**', 'src/simulator/main.ts', '**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX, ENVIRONMENT] },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      'max-lines': countedLines(600),
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', ...SYNTAX, FOCUSED_TEST],
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(NODE_GLOBALS.split(' ').map((name) => [name, 'readonly'])),
    },
  },
);
