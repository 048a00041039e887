/** Where a pack's files are read from: a folder on disk, an editor's workspace, a table in a test. Paths use `/` and start at the pack. */
export interface PackFiles {
  /** Names in a folder; those of folders end with `/`. Empty if the folder does not exist. */
  list(folder: string): Promise<readonly string[]>;
  /** Text of a file, or `undefined` if it does not exist. */
  read(path: string): Promise<string | undefined>;
}
