/** Counts what a run of Vitest came to. A file or a suite that could not run counts as one failure. */
export class TestSummaryReporter {
  passed = 0;
  failed = 0;
  skipped = 0;

  onTestRunEnd(modules, unhandledErrors) {
    // A watch-mode rerun would come here again.
    this.passed = 0;
    this.failed = unhandledErrors.length;
    this.skipped = 0;
    for (const module of modules) this.#count(module);
  }

  get line() {
    const skipped = this.skipped > 0 ? `, ${this.skipped} skipped` : '';
    return `${this.passed} passed, ${this.failed} failed${skipped}`;
  }

  /** A run without a single test proves nothing, so it has not succeeded. */
  get isSuccess() {
    return this.failed === 0 && this.passed > 0;
  }

  #count(module) {
    const broken = [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0);
    this.failed += broken.length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') this.passed += 1;
      else if (state === 'skipped') this.skipped += 1;
      else this.failed += 1;
    }
  }
}
