/** An argument of an intrinsic function. */
export type Argument =
  /** Text between single quotes, as it is written: with its backslashes. */
  | { readonly kind: "text"; readonly raw: string }
  | { readonly kind: "path"; readonly path: string }
  /** A number, `true`, `false` or `null`. */
  | { readonly kind: "json"; readonly text: string }
  | { readonly kind: "call"; readonly call: Call };

/** A call of an intrinsic function, such as `States.Format('{}!', $.name)`. */
export interface Call {
  readonly name: string;
  readonly args: readonly Argument[];
}

/**
 * Reads a call of an intrinsic function.
 *
 * The engine's own reader stumbles over parentheses and escaped quotes inside texts.
 *
 * @throws Error for anything that is not one
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export function parseCall(expression: string): Call {
  const reader = new Reader(expression);
  const call = reader.call();
  reader.end();
  return call;
}

class Reader {
  #rest: string;

  constructor(private readonly expression: string) {
    this.#rest = expression;
  }

  call(): Call {
    const name = this.#take(/^States\.\w+/);
    this.#take(/^\(/);
    const args: Argument[] = [];
    if (!this.#rest.startsWith(")")) {
      do {
        args.push(this.#argument());
      } while (this.#takeIf(/^,/));
    }
    this.#take(/^\)/);
    return { name, args };
  }

  end(): void {
    if (this.#rest !== "") this.#fail();
  }

  #argument(): Argument {
    if (this.#rest.startsWith("'")) {
      return { kind: "text", raw: this.#take(/^'(?:[^'\\]|\\.)*'/s).slice(1, -1) };
    }
    if (this.#rest.startsWith("$")) {
      // Brackets may hold quoted names, and filters with commas and parentheses.
      return { kind: "path", path: this.#take(/^\$(?:\[(?:'[^']*'|"[^"]*"|[^\]])*\]|[^,()[\]])*/).trim() };
    }
    if (this.#rest.startsWith("States.")) {
      return { kind: "call", call: this.call() };
    }
    return { kind: "json", text: this.#take(/^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/) };
  }

  #take(pattern: RegExp): string {
    return this.#takeIf(pattern) ?? this.#fail();
  }

  #takeIf(pattern: RegExp): string | undefined {
    const taken = pattern.exec(this.#rest)?.[0];
    if (taken !== undefined) {
      this.#rest = this.#rest.slice(taken.length).trimStart();
    }
    return taken;
  }

  #fail(): never {
    const position = this.expression.length - this.#rest.length;
    throw new Error(
      `The intrinsic function '${this.expression}' is not understood at character ${position + 1}`,
    );
  }
}
