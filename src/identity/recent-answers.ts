/** What was read from the store within the last minute, for the time when it cannot be reached. Bounded. */
import { LRUCache } from 'lru-cache';

const LONGEST_MS = 60_000;
const MOST_ANSWERS = 10_000;

export class RecentAnswers<T extends object> {
  private readonly answers = new LRUCache<string, { readonly answer: T; readonly readAt: number }>({
    max: MOST_ANSWERS,
  });

  /** @param monotonic ms on a clock that only runs forward. */
  constructor(private readonly monotonic: () => number) {}

  remember(question: string, answer: T): void {
    this.answers.set(question, { answer, readAt: this.monotonic() });
  }

  forget(question: string): void {
    this.answers.delete(question);
  }

  clear(): void {
    this.answers.clear();
  }

  /** The answers to all questions, or undefined where one of them was not asked within the last minute. */
  recall(questions: readonly string[]): readonly T[] | undefined {
    const oldest = this.monotonic() - LONGEST_MS;
    const answers = questions.flatMap((question) => {
      const kept = this.answers.get(question);
      return kept && kept.readAt >= oldest ? [kept.answer] : [];
    });
    return answers.length === questions.length ? answers : undefined;
  }
}
