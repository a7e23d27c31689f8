frappe.provide("citizen_service");

const COMMAS = { ar: "، " };

/** Words (HTML, if they are) one after the other, with the comma of the user's language. */
citizen_service.listed = (words) => words.join(COMMAS[frappe.boot.lang.slice(0, 2)] || ", ");
