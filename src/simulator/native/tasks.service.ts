import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

interface Task {
  readonly id: string;
  readonly account: string;
  readonly createdAt: Date;
  readonly count: number;
  reads: number;
}

/** Tasks of asynchronous doors. The first look finds one running, the next finds it done: no test has to wait for time. */
@Injectable()
export class TasksService {
  private readonly tasks = new Map<string, Task>();

  /** @param count how many results it will have */
  create(account: string, count: number): Record<string, unknown> {
    const task: Task = { id: randomUUID(), account, createdAt: new Date(), count, reads: 0 };
    this.tasks.set(task.id, task);
    return { task_status: 'PENDING', task_id: task.id };
  }

  /** A task that does not exist is `UNKNOWN`, not an error. */
  read(account: string, id: string): Record<string, unknown> {
    const task = this.tasks.get(id);
    if (task?.account !== account) return { task_id: id, task_status: 'UNKNOWN' };
    task.reads += 1;
    const isDone = task.reads > 1;
    const { count } = task;
    return {
      task_id: id,
      task_status: isDone ? 'SUCCEEDED' : 'RUNNING',
      submit_time: renderTime(task.createdAt),
      scheduled_time: renderTime(task.createdAt),
      ...(isDone ? { end_time: renderTime(new Date()), results: listResults(task) } : {}),
      task_metrics: { TOTAL: count, SUCCEEDED: isDone ? count : 0, FAILED: 0 },
    };
  }
}

function listResults({ id, count }: Task): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => ({
    url: `https://dashscope-result-bj.oss-cn-beijing.aliyuncs.com/simulated/${id}-${index + 1}.png`,
  }));
}

function renderTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}
