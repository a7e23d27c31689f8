// The place on a map. Loaded when the citizen asks for it: Leaflet from the framework's own files, pictures only if the
// office named a server for them. Without any, the ground is plain and the point is set all the same.

const load = (tag, values) =>
	new Promise((resolve, reject) => {
		const element = Object.assign(document.createElement(tag), values);
		element.addEventListener("load", resolve);
		element.addEventListener("error", reject);
		document.head.append(element);
	});

const STREET = 17;

export async function open(place, here) {
	const { dataset } = place;
	await Promise.all([
		load("link", { rel: "stylesheet", href: `${dataset.leaflet}.css` }),
		load("script", { src: `${dataset.leaflet}.js` }),
	]);
	dataset.open = "1";
	const part = (name) => place.querySelector(`[data-map-${name}]`);
	const [latitude, longitude] = ["latitude", "longitude"].map((name) => place.querySelector(`[name=${name}]`));
	const ground = part("ground");
	// Nobody could find anything on a plain ground around an unknown place: it is shown once there is one.
	const show = () => {
		ground.hidden = false;
		part("help").hidden = false;
		part("show")?.remove();
	};
	if (place.hasAttribute("data-known") || latitude.value) show();
	ground.setAttribute("role", "application");
	ground.setAttribute("aria-label", dataset.name);
	ground.setAttribute("aria-describedby", "map-help");

	const middle = [Number(dataset.latitude), Number(dataset.longitude)];
	const map = L.map(ground, { attributionControl: false, zoomControl: false, maxZoom: 19 });
	L.control.zoom({ zoomInTitle: dataset.zoomIn, zoomOutTitle: dataset.zoomOut }).addTo(map);
	map.setView(middle, Number(dataset.zoom));
	if (dataset.tiles) {
		L.tileLayer(dataset.tiles, { maxZoom: 19 }).addTo(map);
		if (dataset.attribution) L.control.attribution({ prefix: false }).addAttribution(escaped(dataset.attribution)).addTo(map);
	}
	const cross = document.createElement("span");
	cross.className = "map-middle";
	ground.append(cross);

	let marker = null;
	const tell = (text) => (part("told").textContent = text);
	const set = (point) => {
		const { lat, lng } = point.wrap();
		latitude.value = lat.toFixed(6);
		longitude.value = lng.toFixed(6);
		const icon = L.divIcon({ className: "map-point", iconSize: [26, 26], iconAnchor: [13, 13] });
		marker = marker || L.marker(point, { icon, keyboard: false, interactive: false }).addTo(map);
		marker.setLatLng(point);
		part("clear").hidden = false;
		tell(`${dataset.set} \u2066${latitude.value}, ${longitude.value}\u2069`);
		place.dispatchEvent(new Event("input", { bubbles: true }));
	};
	const find = () => {
		tell(dataset.finding);
		if (!navigator.geolocation) return tell(dataset.notFound);
		navigator.geolocation.getCurrentPosition(
			({ coords }) => {
				const point = L.latLng(coords.latitude, coords.longitude);
				show();
				map.invalidateSize().setView(point, STREET);
				set(point);
			},
			() => tell(dataset.notFound),
			{ enableHighAccuracy: true, timeout: 15000 },
		);
	};

	map.on("click", (event) => set(event.latlng));
	ground.addEventListener("keydown", (event) => {
		if (event.key !== "Enter" || event.target !== ground) return;
		event.preventDefault(); // it would send the form
		set(map.getCenter());
	});
	part("here").addEventListener("click", find);
	part("clear").addEventListener("click", () => {
		latitude.value = longitude.value = "";
		marker.remove();
		marker = null;
		part("clear").hidden = true;
		tell(dataset.unset);
		place.dispatchEvent(new Event("input", { bubbles: true }));
		ground.focus();
	});

	if (latitude.value && longitude.value) {
		const point = L.latLng(Number(latitude.value), Number(longitude.value));
		map.setView(point, STREET);
		set(point);
	} else {
		tell(dataset.unset);
	}
	if (here) find();
	else ground.focus();
}

const escaped = (text) => Object.assign(document.createElement("i"), { textContent: text }).innerHTML;
