import type { LinkAction } from "../shared/approval-link";
import type { Locale } from "../shared/locale";
import type { OutcomeKind, Standing } from "./outcome";

/** What a page says happened, and what to do. */
interface Message {
  readonly title: string;
  readonly text: string;
}

/** All words of the pages in one language. */
export interface PageTexts {
  readonly ask: Readonly<Record<LinkAction, Message & { readonly button: string }>>;
  readonly workflow: string;
  readonly execution: string;
  readonly title: string;
  readonly deadline: string;
  readonly sentTo: string;
  readonly sentToHint: string;
  readonly detailsInMail: string;
  readonly otherAnswer: string;
  readonly comment: string;
  readonly commentHint: string;
  readonly commentGiven: string;
  readonly tryAgain: string;
  readonly answeredBy: string;
  readonly answeredAt: string;
  readonly answer: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly console: string;
  readonly recorded: Readonly<Record<LinkAction, Message>>;
  /** The answer counts, and more are needed. */
  readonly counted: Readonly<Record<LinkAction, Message>>;
  readonly standing: (standing: Standing) => string;
  readonly messages: Readonly<Record<Exclude<OutcomeKind, "asked" | "recorded" | "counted">, Message>>;
}

/** The pages' words by language. */
export const PAGE_TEXTS: Readonly<Record<Locale, PageTexts>> = {
  en: {
    ask: {
      approve: {
        title: "Approve this request?",
        text: "The workflow goes on when you press the button.",
        button: "Approve",
      },
      reject: {
        title: "Reject this request?",
        text: "The workflow is told no when you press the button.",
        button: "Reject",
      },
    },
    workflow: "Workflow",
    execution: "Execution",
    title: "What is asked",
    deadline: "Answer until",
    sentTo: "Sent to",
    sentToHint: "Your answer is recorded under the address above.",
    detailsInMail: "The details are in the mail that brought you here.",
    otherAnswer: "For the other answer, use the mail's other link.",
    comment: "Comment (optional)",
    commentHint: "At most 1,000 characters. It becomes part of the decision.",
    commentGiven: "Comment",
    tryAgain: "Try again",
    answeredBy: "Answered by",
    answeredAt: "Answered at",
    answer: "Answer",
    answers: { approve: "Approved", reject: "Rejected" },
    console: "Open the execution in the AWS console",
    recorded: {
      approve: {
        title: "Approved",
        text: "Your answer is recorded and the workflow goes on. You can close this page.",
      },
      reject: {
        title: "Rejected",
        text: "Your answer is recorded and the workflow knows. You can close this page.",
      },
    },
    counted: {
      approve: {
        title: "Your approval counts",
        text: "It is recorded. The workflow waits for more answers. Until then you can change yours with the mail's links.",
      },
      reject: {
        title: "Your rejection counts",
        text: "It is recorded. The workflow waits for more answers. Until then you can change yours with the mail's links.",
      },
    },
    standing: ({ approvals, requiredApprovals, rejections, requiredRejections }) =>
      `Approvals: ${approvals} of the ${requiredApprovals} that approve it. ` +
      `Rejections: ${rejections} of the ${requiredRejections} that reject it.`,
    messages: {
      unchanged: {
        title: "You have given this answer",
        text: "It is recorded already and still counts. The workflow waits for more answers.",
      },
      tooManyAnswers: {
        title: "Too many changes",
        text: "You have changed your answer ten times. Your last answer stands.",
      },
      commentsFull: {
        title: "No room for this comment",
        text: "The comments on this request have become too long together. Nothing was recorded. Shorten yours or leave it out, and send it again.",
      },
      answered: {
        title: "Already answered",
        text: "This request is closed: what you sent now changed nothing. Below is the answer that ended it. There is nothing left to do.",
      },
      expired: {
        title: "Too late",
        text: "The time to answer has passed and the workflow went on. If your answer is still wanted, ask whoever started it to start it again.",
      },
      stopped: {
        title: "The workflow has ended",
        text: "It was stopped or failed while this request was open, so the request is closed. Ask whoever started it.",
      },
      executionUnknown: {
        title: "No longer known",
        text: "AWS does not know this execution. It keeps executions for 90 days after their end. Nothing was recorded.",
      },
      requestUnknown: {
        title: "Request not found",
        text: "The execution is there, but this request is not in it. Use the links of the newest mail. Nothing was recorded.",
      },
      throttled: {
        title: "Too much going on",
        text: "AWS takes no more calls at the moment. Your answer is not recorded yet. Wait a few seconds, then try again.",
      },
      failed: {
        title: "It could not be confirmed",
        text: "Something failed on the way, so it is not certain that your answer counts. Try again: if it does count, the page will say so. If this goes on, tell whoever runs the workflow.",
      },
      commentTooLong: {
        title: "The comment is too long",
        text: "It can have 1,000 characters. Nothing was recorded. Shorten it and send it again.",
      },
      bodyMalformed: {
        title: "Not understood",
        text: "Only a comment can come with an answer. Nothing was recorded. Open the link of the mail again and use its button.",
      },
      bodyTooLarge: {
        title: "Too large",
        text: "What was sent is larger than any comment can be. Nothing was recorded.",
      },
      linkBroken: {
        title: "The link is broken",
        text: "Something is missing from it or was added to it. Copy the whole link from the mail, to its very end, into the browser.",
      },
      linkForged: {
        title: "The link is not valid",
        text: "It was changed on its way, or it was not made by this workflow. Copy the whole link from the mail, to its very end, into the browser.",
      },
      methodNotAllowed: {
        title: "Not possible",
        text: "An approval link can be opened (GET) and answered (POST), nothing else.",
      },
      broken: {
        title: "Out of order",
        text: "The approval service is not set up as it should be. Nothing was recorded. Tell whoever runs the workflow.",
      },
      notFound: {
        title: "Nothing here",
        text: "There is no page at this address. Approval links are in the mails.",
      },
    },
  },
  es: {
    ask: {
      approve: {
        title: "¿Aprobar esta solicitud?",
        text: "El flujo de trabajo continúa cuando pulse el botón.",
        button: "Aprobar",
      },
      reject: {
        title: "¿Rechazar esta solicitud?",
        text: "El flujo de trabajo recibe un no cuando pulse el botón.",
        button: "Rechazar",
      },
    },
    workflow: "Flujo de trabajo",
    execution: "Ejecución",
    title: "Qué se pide",
    deadline: "Responder antes de",
    sentTo: "Enviado a",
    sentToHint: "Su respuesta se registra a nombre de la dirección indicada arriba.",
    detailsInMail: "Los detalles están en el correo que le trajo aquí.",
    otherAnswer: "Para la otra respuesta, use el otro enlace del correo.",
    comment: "Comentario (opcional)",
    commentHint: "Como máximo 1000 caracteres. Formará parte de la decisión.",
    commentGiven: "Comentario",
    tryAgain: "Intentar de nuevo",
    answeredBy: "Respondió",
    answeredAt: "Respondida el",
    answer: "Respuesta",
    answers: { approve: "Aprobada", reject: "Rechazada" },
    console: "Abrir la ejecución en la consola de AWS",
    recorded: {
      approve: {
        title: "Aprobada",
        text: "Su respuesta está registrada y el flujo de trabajo continúa. Puede cerrar esta página.",
      },
      reject: {
        title: "Rechazada",
        text: "Su respuesta está registrada y el flujo de trabajo lo sabe. Puede cerrar esta página.",
      },
    },
    counted: {
      approve: {
        title: "Su aprobación cuenta",
        text: "Está registrada. El flujo de trabajo espera más respuestas. Hasta entonces puede cambiar la suya con los enlaces del correo.",
      },
      reject: {
        title: "Su rechazo cuenta",
        text: "Está registrado. El flujo de trabajo espera más respuestas. Hasta entonces puede cambiar el suyo con los enlaces del correo.",
      },
    },
    standing: ({ approvals, requiredApprovals, rejections, requiredRejections }) =>
      `Aprobaciones: ${approvals} de las ${requiredApprovals} que lo aprueban. ` +
      `Rechazos: ${rejections} de los ${requiredRejections} que lo rechazan.`,
    messages: {
      unchanged: {
        title: "Ya dio esta respuesta",
        text: "Ya está registrada y sigue contando. El flujo de trabajo espera más respuestas.",
      },
      tooManyAnswers: {
        title: "Demasiados cambios",
        text: "Ha cambiado su respuesta diez veces. Vale la última.",
      },
      commentsFull: {
        title: "No hay espacio para este comentario",
        text: "Los comentarios de esta solicitud ya son demasiado largos en conjunto. No se registró nada. Acorte el suyo u omítalo y envíelo de nuevo.",
      },
      answered: {
        title: "Ya respondida",
        text: "Esta solicitud está cerrada: lo que envió ahora no cambió nada. Abajo está la respuesta que la cerró. No queda nada por hacer.",
      },
      expired: {
        title: "Demasiado tarde",
        text: "El plazo para responder ha pasado y el flujo de trabajo continuó. Si aún hace falta su respuesta, pida a quien lo inició que lo inicie de nuevo.",
      },
      stopped: {
        title: "El flujo de trabajo ha terminado",
        text: "Se detuvo o falló mientras esta solicitud estaba abierta, así que la solicitud está cerrada. Pregunte a quien lo inició.",
      },
      executionUnknown: {
        title: "Ya no se conoce",
        text: "AWS no conoce esta ejecución. Conserva las ejecuciones 90 días después de su fin. No se registró nada.",
      },
      requestUnknown: {
        title: "Solicitud no encontrada",
        text: "La ejecución existe, pero esta solicitud no está en ella. Use los enlaces del correo más reciente. No se registró nada.",
      },
      throttled: {
        title: "Demasiada actividad",
        text: "AWS no acepta más llamadas en este momento. Su respuesta aún no está registrada. Espere unos segundos e inténtelo de nuevo.",
      },
      failed: {
        title: "No se pudo confirmar",
        text: "Algo falló en el camino, así que no es seguro que su respuesta cuente. Inténtelo de nuevo: si cuenta, la página lo dirá. Si sigue fallando, avise a quien administra el flujo de trabajo.",
      },
      commentTooLong: {
        title: "El comentario es demasiado largo",
        text: "Puede tener 1000 caracteres. No se registró nada. Acórtelo y envíelo de nuevo.",
      },
      bodyMalformed: {
        title: "No se entendió",
        text: "Con una respuesta solo puede venir un comentario. No se registró nada. Abra de nuevo el enlace del correo y use su botón.",
      },
      bodyTooLarge: {
        title: "Demasiado grande",
        text: "Lo enviado es más grande de lo que puede ser un comentario. No se registró nada.",
      },
      linkBroken: {
        title: "El enlace está roto",
        text: "Le falta algo o se le añadió algo. Copie el enlace completo del correo, hasta el final, en el navegador.",
      },
      linkForged: {
        title: "El enlace no es válido",
        text: "Se cambió en el camino o no lo creó este flujo de trabajo. Copie el enlace completo del correo, hasta el final, en el navegador.",
      },
      methodNotAllowed: {
        title: "No es posible",
        text: "Un enlace de aprobación se puede abrir (GET) y responder (POST), nada más.",
      },
      broken: {
        title: "Fuera de servicio",
        text: "El servicio de aprobación no está bien configurado. No se registró nada. Avise a quien administra el flujo de trabajo.",
      },
      notFound: {
        title: "Aquí no hay nada",
        text: "No hay ninguna página en esta dirección. Los enlaces de aprobación están en los correos.",
      },
    },
  },
};
