// The page of a case, where JavaScript runs: what was done is read out, and only the reasons that fit a rating are shown.
"use strict";

const told = document.getElementById("told");
if (told) told.focus();

const groups = [...document.querySelectorAll("[data-reasons]")];
if (groups.length) {
	const show = () => {
		const chosen = document.querySelector("input[name=score]:checked");
		const score = chosen ? Number(chosen.value) : 0;
		for (const group of groups) {
			group.hidden = !score || (group.dataset.reasons === "for_low" ? score > 3 : score < 3);
			for (const box of group.querySelectorAll("input")) box.disabled = group.hidden;
		}
	};
	for (const option of document.querySelectorAll("input[name=score]")) option.addEventListener("change", show);
	show();
}
