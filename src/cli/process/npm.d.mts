/** A failure that needs one clear sentence and no stack. */
export declare class Refusal extends Error {}

/** Says in one sentence why npm failed, from what it printed. */
export declare function npmFailure(printed: string, what: string): string;

/** How npm is run: what names what is being fetched; onFetch is told how many files have come so far. */
export interface NpmOptions {
  readonly cwd: string;
  readonly what: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onFetch?: (count: number) => void;
}

/** Runs npm; resolves with its standard output, rejects with a Refusal. */
export declare function runNpm(args: readonly string[], options: NpmOptions): Promise<string>;

/** Throws a Refusal when the disk that holds the folder has fewer megabytes free. */
export declare function requireSpace(folder: string, megabytes: number, what: string): void;

/** Node's version as [major, minor]; undefined when the file is no Node.js. */
export declare function nodeVersion(file: string): readonly [number, number] | undefined;

/** Where an installed platform package keeps its Node.js. */
export declare function platformNode(root: string): string;
