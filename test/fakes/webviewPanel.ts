import * as vscode from 'vscode';

/** A panel without a window: keeps what is sent, and speaks as a page would. */
export class FakeWebviewPanel implements vscode.WebviewPanel {
  readonly viewType = 'gradus.article';
  readonly options = {};
  readonly viewColumn = vscode.ViewColumn.One;
  readonly sent: unknown[] = [];
  title = '';
  active = true;
  visible = true;
  disposed = false;
  revealed = 0;
  readonly #said = new vscode.EventEmitter<unknown>();
  readonly #disposing = new vscode.EventEmitter<void>();
  readonly #viewState = new vscode.EventEmitter<vscode.WebviewPanelOnDidChangeViewStateEvent>();
  /** How many listen to this panel now. */
  listeners = 0;
  readonly onDidDispose = this.#counted(this.#disposing.event);
  readonly onDidChangeViewState = this.#counted(this.#viewState.event);
  readonly webview: vscode.Webview = {
    options: {},
    html: '',
    cspSource: 'https://webview.test',
    onDidReceiveMessage: this.#counted(this.#said.event),
    postMessage: async (message: unknown) => {
      this.sent.push(message);
      return true;
    },
    asWebviewUri: (uri) => uri.with({ scheme: 'https', authority: 'webview.test' }),
  };

  /** What a script in the page posts. */
  say(message: unknown): void {
    this.#said.fire(message);
  }

  /** What the editor does when another tab covers the panel, or uncovers it: a covered page is thrown away. */
  cover(covered: boolean): void {
    this.visible = !covered;
    this.#viewState.fire({ webviewPanel: this });
  }

  #counted<T>(event: vscode.Event<T>): vscode.Event<T> {
    return (listener, self, owner) => {
      this.listeners++;
      const subscription = event(listener, self, owner);
      return new vscode.Disposable(() => {
        this.listeners--;
        subscription.dispose();
      });
    };
  }

  reveal(): void {
    this.revealed++;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.#disposing.fire();
  }
}
