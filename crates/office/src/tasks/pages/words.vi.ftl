# Tasks from papers.

tasks = Việc từ văn bản
tasks-none = Không có việc nào.
tasks-none-hint = Mở một văn bản trong sổ rồi bấm Giao việc.
tasks-part-late = Quá hạn
tasks-part-review = Đã báo cáo, chờ người giao xem
tasks-part-open = Đang làm
tasks-part-closed = Đã xong trong 30 ngày qua
tasks-more = { $n ->
   *[other] Còn { $count } việc nữa; chọn một đơn vị để xem hết.
}
tasks-late = Ai đang chậm
tasks-late-on = Đến ngày { $day }:
tasks-late-count = { $n ->
   *[other] { $count } việc quá hạn
}
tasks-late-none = Không đơn vị nào chậm.
tasks-late-none-hint = Việc quá hạn sẽ hiện ở đây theo đơn vị chủ trì, chậm nhất đứng đầu.
tasks-of-unit = Mọi việc của đơn vị
task = Việc được giao
task-paper = Từ văn bản
task-what = Việc phải làm
task-what-hint = Viết một câu: làm gì, đến mức nào.
task-no-what = Ghi việc phải làm.
task-clause = Mục, điểm
task-clause-hint = Ví dụ: 2.1 hoặc 3 b. Không bắt buộc.
task-output = Kết quả phải có
task-output-hint = Ví dụ: kế hoạch, báo cáo. Không bắt buộc.
task-lead = Đơn vị chủ trì
task-organisations = { $n ->
   *[other] Từng chi bộ, đảng bộ trực thuộc: { $count } nơi, mỗi nơi một việc
}
task-every = { $n ->
   *[other] Từng đơn vị dưới đây: { $count } cấp ủy trực thuộc, mỗi nơi một việc
}
task-communes = { $n ->
   *[other] Từng đảng ủy xã, phường, thị trấn, đặc khu: { $count } nơi, mỗi nơi một việc
}
task-partners = Đơn vị phối hợp
task-partners-legend = Chọn các đơn vị cùng làm
task-giver = Đơn vị giao
task-directed = Người chỉ đạo (bút phê)
task-directed-hint = Ví dụ: Bí thư, ngày 23/11. Không bắt buộc.
task-given-on = Giao ngày
task-due = Hạn
task-due-hint = Văn bản ghi hạn thì ghi theo văn bản. Để trống thì hạn theo quy tắc: { $day }.
task-due-or-rule = Để trống thì hạn theo quy tắc.
task-due-past = Hạn không được ở trước hôm nay.
task-due-on-day-off = Hạn rơi vào ngày nghỉ. Ngày làm việc tiếp theo là { $day }; ghi ngày ấy, hoặc ngày làm việc trước đó.
task-due-off = Lưu ý
task-due-off-text = Hạn rơi vào ngày nghỉ.
task-basis = Hạn theo
task-basis-stated = văn bản hoặc người giao
task-basis-default = quy tắc của văn phòng
task-how-late = Chậm
task-state-new = Mới giao
task-state-doing = Đang làm
task-state-returned = Bị trả lại, làm tiếp
task-state-submitted = Đã báo cáo, chờ xem
task-state-done = Đã xong
task-state-cancelled = Đã hủy
task-late = Quá hạn ({ $state })
task-row = { $unit }. Theo { $paper }, hạn { $day }.
task-row-open = { $unit }. Theo { $paper }, hạn { $day }, { $left }.
task-duty = Việc: { $what }
task-duty-review = Xem báo cáo: { $what }
task-duty-answer = Trả lời xin gia hạn: { $what }
task-duty-late = { $n ->
   *[other] { $count } việc đã giao quá hạn lâu. Xem ai chậm, nhắc hoặc gia hạn.
}
task-duty-late-seen = { $n ->
   *[other] { $count } việc đã giao quá hạn lâu. Xem việc nào, của ai.
}
task-state-reminded = Được nhắc
task-reminded = Đã nhắc
task-reminded-times = { $n ->
   *[other] Nhắc { $count } lần,
}
task-reminded-last = lần cuối ngày { $at }, { $who }.
task-reminded-words = “{ $words }”
task-remind = Nhắc đơn vị chủ trì
task-remind-words = Lời nhắc
task-remind-hint = Không bắt buộc. Lời nhắc, tên anh chị và ngày nhắc hiện trên bàn làm việc của đơn vị chủ trì.
task-remind-do = Nhắc
task-remind-chosen = Nhắc các việc đã chọn
task-remind-all = { $n ->
   *[other] Nhắc cả { $count } việc
}
task-remind-of = Chọn để nhắc: { $what }
task-remind-none = Chọn ít nhất một việc để nhắc.
task-remind-today = { $who } đã nhắc việc này hôm nay. Mỗi ngày nhắc một lần; mai nhắc lại được.
task-remind-again = Các việc đã chọn đều đã được nhắc hôm nay hoặc đã báo cáo xong.
task-remind-not = Việc này đã báo cáo, đã xong hoặc đã hủy, không còn gì để nhắc.
task-remind-failed = Chưa nhắc
task-next = Bước tiếp theo
task-words = Báo cáo hoặc lý do
task-words-hint = Ghi kết quả khi báo cáo xong; ghi lý do khi trả lại hoặc hủy. Nhận việc thì để trống.
task-no-words = Ghi kết quả hoặc lý do.
task-do-accept = Nhận việc
task-do-submit = Báo cáo đã làm xong
task-do-return = Trả lại để làm tiếp
task-do-finish = Đồng ý, việc đã xong
task-do-cancel = Hủy việc
task-step-give = Giao việc
task-step-accept = Nhận việc
task-step-submit = Báo cáo
task-step-return = Trả lại
task-step-finish = Đồng ý đã xong
task-step-cancel = Hủy
task-step-extend = Gia hạn
task-step-ask = Xin gia hạn
task-step-refuse = Không đồng ý gia hạn
task-step-remind = Nhắc
task-moved = Hạn từ { $old } sang { $new }.
task-extend = Gia hạn
task-extend-do = Gia hạn
task-new-due = Hạn mới
task-ask = Xin gia hạn
task-ask-until = Xin đến ngày
task-ask-hint = Nơi giao việc đọc lý do này rồi gia hạn hoặc trả lời.
task-ask-do = Gửi đề nghị
task-ask-not-later = Ngày xin phải sau hạn đang có, { $day }.
task-asked = Xin gia hạn đến { $day }: “{ $words }” ({ $who }, { $at }).
task-asked-until = Xin đến { $day }.
task-refused = Không đồng ý gia hạn: “{ $words }” ({ $who }, { $at }).
task-agree-do = Đồng ý, hạn mới { $day }
task-refuse = Không đồng ý gia hạn
task-refuse-hint = Đơn vị chủ trì đọc được lý do này.
task-not-later = Gia hạn là lùi hạn: hạn mới phải sau hạn đang có, { $day }. Muốn rút ngắn thì hủy việc rồi giao lại.
task-stale = Có người vừa cập nhật việc này. Tải lại trang rồi xem lại.
task-give = Giao việc từ văn bản
task-give-do = Giao việc
task-propose = Tìm việc trong văn bản
task-propose-look = Quy tắc của văn phòng tìm thấy các mục nói tới cấp xã. Bỏ dấu mục không cần, sửa lại câu, đơn vị, hạn rồi bấm giao.
task-take = Giao mục này
task-give-chosen = Giao các mục đã chọn
task-none-chosen = Chọn ít nhất một mục.
task-no-text = Dán nội dung văn bản vào đây.
task-text = Nội dung văn bản
task-text-hint = Mở tệp, chép phần tổ chức thực hiện rồi dán vào đây. Không dán văn bản mật.
task-text-read = Tìm việc
task-nothing-found = Không thấy mục nào nói tới cấp xã. Sửa lại đoạn dán, hoặc dùng Giao việc.
papers-came-tasks = Việc đã giao
done-viec-give = Đã giao việc.
done-viec-giao-nhieu = Đã giao các việc đã chọn.
done-viec-accept = Đã nhận việc.
done-viec-submit = Đã báo cáo.
done-viec-return = Đã trả lại.
done-viec-finish = Việc đã xong.
done-viec-cancel = Đã hủy việc.
done-viec-extend = Đã gia hạn.
done-viec-xin = Đã gửi đề nghị; nơi giao việc thấy trên bàn làm việc.
done-viec-khong-gia-han = Đã trả lời không đồng ý gia hạn.
done-viec-nhac = Đã nhắc; lời nhắc hiện trên bàn làm việc của đơn vị chủ trì.
done-viec-nhac-nhieu = Đã nhắc các việc đã chọn.
done-viec-nhac-tru = Đã nhắc. Việc đã được nhắc hôm nay hoặc đã báo cáo thì không nhắc lại.
verb-tasks-task-give = Giao việc từ văn bản
verb-tasks-task-accept = Nhận việc
verb-tasks-task-submit = Báo cáo việc đã làm
verb-tasks-task-return = Trả lại báo cáo
verb-tasks-task-finish = Đồng ý việc đã xong
verb-tasks-task-cancel = Hủy việc
verb-tasks-task-extend = Gia hạn việc
verb-tasks-task-ask = Xin gia hạn việc
verb-tasks-task-refuse = Không đồng ý gia hạn việc
verb-tasks-task-remind = Nhắc việc
right-give_tasks = Giao việc từ văn bản, gia hạn, duyệt kết quả
right-do_tasks = Nhận việc, báo cáo kết quả
estate-tasks = Việc đang làm
