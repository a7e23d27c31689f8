// A receipt's QR code opens the tracking page with `#<reference>.<twenty digits>` (following/link.py). The fragment is
// taken out of the address bar and the history before anything else, and the form is filled with it and sent.
"use strict";

(() => {
	const form = document.querySelector("form[data-track]");
	const found = /^#([^#]{1,420})\.(\d{20})$/.exec(window.location.hash);
	if (!window.location.hash || !form) return;
	window.history.replaceState(null, "", window.location.pathname + window.location.search);
	if (!found) return;
	try {
		form.elements.reference.value = decodeURIComponent(found[1]);
	} catch {
		return; // no address of ours
	}
	form.elements.secret.value = found[2];
	form.submit();
})();
