import type { LinkAction } from "../shared/approval-link";
import type { Locale } from "../shared/locale";
import type { RuleInWords } from "./approval-request";

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
  readonly rule: string;
  readonly firstAnswerDecides: string;
  readonly numbersDecide: (rule: RuleInWords) => string;
  readonly reminderSubject: (number: number) => string;
  readonly reminder: (number: number, of: number, left: string) => string;
  readonly nobodyAnswered: string;
  readonly answeredSoFar: string;
  readonly decisions: Readonly<Record<LinkAction, string>>;
  readonly outcomes: Readonly<Record<LinkAction | "expire", string>>;
  readonly answers: string;
  readonly linksClosed: string;
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
    rule: "How it is decided",
    firstAnswerDecides: "the first answer decides",
    numbersDecide: ({ approvers, requiredApprovals, requiredRejections }) =>
      `${requiredApprovals} of ${approvers} must approve; ${requiredRejections} saying no ` +
      `${requiredRejections === 1 ? "ends" : "end"} it`,
    reminderSubject: (number) => `Reminder ${number}: approval required`,
    reminder: (number, of, left) =>
      `Reminder ${number} of ${of}: a workflow still waits for your answer. Time left: ${left}.`,
    nobodyAnswered: "Nobody has answered yet.",
    answeredSoFar: "Answers so far",
    decisions: { approve: "approved", reject: "rejected" },
    outcomes: { approve: "Approved", reject: "Rejected", expire: "Expired without enough answers" },
    answers: "Answers",
    linksClosed: "There is nothing left to do: the links of the earlier mails are closed.",
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
    rule: "Cómo se decide",
    firstAnswerDecides: "la primera respuesta decide",
    numbersDecide: ({ approvers, requiredApprovals, requiredRejections }) =>
      `deben aprobar ${requiredApprovals} de ${approvers}; con ${requiredRejections} en contra se termina`,
    reminderSubject: (number) => `Recordatorio ${number}: aprobación necesaria`,
    reminder: (number, of, left) =>
      `Recordatorio ${number} de ${of}: un flujo de trabajo aún espera su respuesta. Tiempo restante: ${left}.`,
    nobodyAnswered: "Nadie ha respondido todavía.",
    answeredSoFar: "Respuestas hasta ahora",
    decisions: { approve: "aprobó", reject: "rechazó" },
    outcomes: { approve: "Aprobado", reject: "Rechazado", expire: "Vencido sin respuestas suficientes" },
    answers: "Respuestas",
    linksClosed: "No queda nada por hacer: los enlaces de los correos anteriores están cerrados.",
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
