// npm start [-- options]: opens Gradus in an editor; see --help
import { runCommand } from './process/command.ts';
import { findEditor, openDesktop } from './start/desktop.ts';
import { readStartOptions, startHelp } from './start/options.ts';
import { sampleWorkspace } from './start/sampleWorkspace.ts';
import { serve } from './start/serve.ts';

await runCommand(async life => {
  // npm moves into the project; a relative folder is meant from where the reader stood.
  const options = readStartOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (options === undefined) {
    console.log(startHelp);
    return 0;
  }
  const workspace = options.workspace === undefined ? sampleWorkspace() : { folder: options.workspace };
  const editor = options.serve ? undefined : findEditor();
  return editor === undefined ? serve(options, workspace, life) : openDesktop(editor, workspace, life);
});
