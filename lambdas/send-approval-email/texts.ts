import type { Locale } from "../shared/locale";

/** All words of the mail in one language. */
export interface MailTexts {
  readonly subject: string;
  readonly heading: string;
  readonly workflow: string;
  readonly execution: string;
  readonly requestedBy: string;
  readonly waitingSince: string;
  readonly answerUntil: string;
  readonly sentTo: string;
  readonly console: string;
  readonly whatIsAsked: string;
  readonly nothingSaid: string;
  readonly more: string;
  readonly approve: string;
  readonly reject: string;
  readonly opensPage: string;
  readonly decidesAtOnce: string;
  readonly doNotForward: string;
  readonly wrapped: string;
  readonly cut: (shown: number, all: number) => string;
  readonly urlLeftOut: string;
}

/** The mail's words by language. */
export const MAIL_TEXTS: Readonly<Record<Locale, MailTexts>> = {
  en: {
    subject: "Approval required",
    heading: "A workflow waits for your approval.",
    workflow: "Workflow",
    execution: "Execution",
    requestedBy: "Requested by",
    waitingSince: "Waiting since",
    answerUntil: "Answer until",
    sentTo: "Sent to",
    console: "In the AWS console",
    whatIsAsked: "What is asked (as the execution's input says it):",
    nothingSaid: "The execution's input does not say what is asked.",
    more: "More",
    approve: "Approve:",
    reject: "Reject:",
    opensPage: "Opening a link changes nothing yet: it shows a page with a button.",
    decidesAtOnce: "Careful: opening a link decides at once.",
    doNotForward: "Whoever has these links can answer in your name. Do not forward this mail.",
    wrapped: "(Long lines are wrapped.)",
    cut: (shown, all) =>
      `(Cut: the first ${shown} of ${all} characters. The execution in the AWS console has all.)`,
    urlLeftOut: "(left out: not a web address that fits into a mail; see the execution's input)",
  },
  es: {
    subject: "Aprobación necesaria",
    heading: "Un flujo de trabajo espera su aprobación.",
    workflow: "Flujo de trabajo",
    execution: "Ejecución",
    requestedBy: "Solicitado por",
    waitingSince: "En espera desde",
    answerUntil: "Responder antes de",
    sentTo: "Enviado a",
    console: "En la consola de AWS",
    whatIsAsked: "Qué se pide (según la entrada de la ejecución):",
    nothingSaid: "La entrada de la ejecución no dice qué se pide.",
    more: "Más",
    approve: "Aprobar:",
    reject: "Rechazar:",
    opensPage: "Abrir un enlace todavía no cambia nada: muestra una página con un botón.",
    decidesAtOnce: "Atención: abrir un enlace decide de inmediato.",
    doNotForward: "Quien tenga estos enlaces puede responder en su nombre. No reenvíe este correo.",
    wrapped: "(Las líneas largas están partidas.)",
    cut: (shown, all) =>
      `(Recortado: los primeros ${shown} de ${all} caracteres. La ejecución en la consola de AWS los tiene todos.)`,
    urlLeftOut: "(omitido: no es una dirección web que quepa en un correo; vea la entrada de la ejecución)",
  },
};
